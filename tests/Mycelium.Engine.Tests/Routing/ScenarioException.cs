namespace Mycelium.Engine.Tests.Routing;

/// <summary>What to expect instead of a recorded step.</summary>
/// <param name="Sent">The lines ("peer TLV") to expect.</param>
/// <param name="Routes">Checks the table; null compares it with the recording.</param>
internal sealed record ScenarioException(IReadOnlyList<string> Sent, Action<RouterHarness>? Routes);
