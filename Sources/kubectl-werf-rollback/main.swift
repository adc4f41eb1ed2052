//! kubectl-werf-rollback: brings a release back to the state of an earlier revision.
//!
//! Reads the stored revision, has the way back planned and run as a new revision, and prints what happened.
//! May import: DeployCommands, PluginKit, Deployment, Shared, KubernetesClient, Documents, GoTime.

internal import PluginKit

await PluginMain.run(RollbackCommand.self)
