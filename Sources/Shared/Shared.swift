//! Shared: what every plugin knows about releases: how Helm stores them and how objects say whose they are.
//!
//! Purpose: releases are read, written and pruned exactly as Helm 3 and 4 expect it (`Release/`, `Storage/`);
//! annotations, identities and ownership of resources are typed here once (`Annotations/`, `Resource/`, `Ownership/`).
//! May import: KubernetesClient, ChartModel, Documents, Gzip, GoTime.
