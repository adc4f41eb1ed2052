//! kubectl-werf-history: the revisions of one release.
//!
//! Prints Helm's rows, those of unreadable records among them.
//! May import: PluginKit, Shared, Documents, GoTime.

internal import PluginKit

await PluginMain.run(HistoryCommand.self)
