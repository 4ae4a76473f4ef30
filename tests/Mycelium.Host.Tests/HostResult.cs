namespace Mycelium.Host.Tests;

/// <summary>What an ended host left behind; line ends are single line feeds.</summary>
internal sealed record HostResult(int ExitCode, string Output, string Error);
