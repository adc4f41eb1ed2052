//! kubectl-werf-plan: shows what a converge would do.
//!
//! Has the deploy of the chart planned without anything being changed, and prints what becomes of each object.
//! May import: ChartDeployment, DeployCommands, PluginKit, Deployment, Shared, Documents.

internal import PluginKit

await PluginMain.run(PlanCommand.self)
