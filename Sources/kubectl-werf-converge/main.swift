//! kubectl-werf-converge: brings a release to the state its chart asks for.
//!
//! Reads the chart and the release's history, renders, has the deploy planned and run, and prints what happened.
//! May import: PluginKit, ProjectKit, WerfProject, Deployment, HelmChart, ChartModel, TillerRecords, Shared, KubernetesClient,
//! Processes, Documents, GoTime.

internal import PluginKit

await PluginMain.run(ConvergeCommand.self)
