namespace Mycelium.Engine.Transports;

/// <summary>The underlay that an endpoint names.</summary>
public enum TransportScheme
{
    /// <summary>Plain TCP, <c>tcp://</c>.</summary>
    Tcp,

    /// <summary>Within the process, <c>memory://</c>; for tests and demonstrations.</summary>
    Memory,
}
