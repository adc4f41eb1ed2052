//! kubectl-werf-adopt: takes objects that exist into a release.
//!
//! Finds the objects, has the adoption planned, shows the plan, asks, and has it done or undone.
//! May import: Adoption, ChartDeployment, DeployCommands, PluginKit, Deployment, Shared, KubernetesClient, Documents, GoTime.

internal import PluginKit

await PluginMain.run(AdoptCommand.self)
