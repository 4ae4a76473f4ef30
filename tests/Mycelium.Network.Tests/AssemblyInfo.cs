using System.Runtime.Versioning;

// Elsewhere everything that needs a namespace is skipped.
[assembly: SupportedOSPlatform("linux")]
