//! kubectl-werf-get: what one revision of a release holds.
//!
//! Prints a stored record, byte for byte as Helm does.
//! May import: PluginKit, Shared, ChartModel, Documents, GoTime.

internal import PluginKit

await PluginMain.run(GetCommand.self)
