using Mycelium.Engine.Cryptography;

namespace Mycelium.Engine.DataPlane;

/// <summary>What only subnets with traffic need, few of many. The data thread's.</summary>
internal sealed class ForwardingUse
{
    /// <summary>The port of <see cref="ForwardingEntry.NextHop"/> when it was last looked up.</summary>
    internal LinkPort? Port { get; set; }

    /// <summary>Made when first needed.</summary>
    internal SealingKey? SealingKey { get; set; }

    /// <summary>Whether the key behind the subnet can't be used.</summary>
    internal bool IsKeyRefused { get; set; }

    /// <summary>Whether the key was agreed on, or refused.</summary>
    internal bool HasKey => SealingKey is not null || IsKeyRefused;

    /// <summary>What is seen of own traffic; null while there is none.</summary>
    internal DeliveryTrace? Trace { get; set; }

    /// <summary>When its use was last reported.</summary>
    internal TimeSpan UseReportedAt { get; set; } = TimeSpan.MinValue / 2;
}
