//! HelmTwo: Helm 2's releases, brought over to Helm 3's storage.
//!
//! Purpose: `Schema/` is Tiller's protobuf and what protoc makes of it; `Decoding/` reads a record without trusting it;
//! `Conversion/` makes a release of it as Helm 3 stores one; `Plan/` decides, purely, what a migration would write and
//! what stands in its way; `Journal/` is what an unfinished one leaves in the cluster; `Execution/` reads, writes,
//! compares and takes back.
//! May import: TillerRecords, Deployment, Shared, KubernetesClient, ChartModel, Documents, GoTime, SwiftProtobuf.
