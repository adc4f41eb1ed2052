//! ChartDeployment: the way from a command line to the planned deploy of a chart.
//!
//! Purpose: what `converge` runs, `plan` shows and others compare with: which chart, release and values are meant, what
//! the chart renders to, the record of the next revision, and the plan, which a file may keep until it is run. Nothing is
//! changed here, apart from a release of Helm 2 that is brought over first.
//! May import: DeployCommands, ProjectKit, PluginKit, ProjectRendering, WerfProject, Deployment, HelmChart, ChartModel,
//! TillerRecords, Shared, KubernetesClient, Processes, Documents, Gzip, GoTime, FoundationEssentials, ArgumentParser.
