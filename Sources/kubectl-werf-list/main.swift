//! kubectl-werf-list: the releases of a namespace, or of all.
//!
//! Prints Helm's rows, and below them what Helm hides.
//! May import: PluginKit, Shared, Documents, GoTime, RegularExpressions.

internal import PluginKit

await PluginMain.run(ListCommand.self)
