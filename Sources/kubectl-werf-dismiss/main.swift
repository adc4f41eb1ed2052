//! kubectl-werf-dismiss: uninstalls a release.
//!
//! Reads the stored revisions, has the deletion of all that they may have created planned and run, and prints what
//! happened; with --with-namespace the namespace goes too, if nothing else is in it.
//! May import: DeployCommands, PluginKit, Deployment, Shared, KubernetesClient, Documents.

internal import PluginKit

await PluginMain.run(DismissCommand.self)
