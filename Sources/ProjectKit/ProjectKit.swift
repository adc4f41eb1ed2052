//! ProjectKit: what the commands have in common that render a chart.
//!
//! Purpose: settles which chart a command is about and which project it belongs to, and what that adds to its values.
//! May import: PluginKit, ProjectRendering, WerfProject, HelmChart, ChartModel, Documents, FoundationEssentials.
