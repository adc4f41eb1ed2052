//! kubectl-werf-migrate2to3: brings releases of Helm 2 over to Helm 3's storage, or takes that back.
//!
//! Looks at everything first and shows what it would do; writes nothing while anything stands in the way.
//! May import: HelmTwo, TillerRecords, DeployCommands, PluginKit, Deployment, Shared, KubernetesClient, Documents.

internal import PluginKit

await PluginMain.run(MigrateCommand.self)
