//! kubectl-werf-converge: brings a release to the state its chart asks for.
//!
//! Has the deploy of the chart planned and run, goes back if it fails and that is asked for, and prints what happened.
//! May import: ChartDeployment, DeployCommands, PluginKit, Deployment, Shared, KubernetesClient.

internal import PluginKit

await PluginMain.run(ConvergeCommand.self)
