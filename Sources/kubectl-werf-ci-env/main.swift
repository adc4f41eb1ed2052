//! kubectl-werf-ci-env: turns the variables of a CI system into those that the other plugins read.
//!
//! May import: PluginKit, WerfProject.

internal import PluginKit

await PluginMain.run(CIEnvCommand.self)
