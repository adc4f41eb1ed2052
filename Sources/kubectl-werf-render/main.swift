//! kubectl-werf-render: the manifests of a chart on stdout, as `helm template` prints them.
//!
//! May import: PluginKit, ProjectKit, WerfProject, HelmChart, KubernetesClient, Documents.

internal import PluginKit

await PluginMain.run(RenderCommand.self)
