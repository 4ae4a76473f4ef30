using Mycelium.Engine.Cryptography;

namespace Mycelium.Engine.DataPlane;

/// <summary>A packet to be sealed or opened in place by a <see cref="SealingCrew"/>.</summary>
internal unsafe struct SealingJob
{
    /// <summary>The expanded key, which its owner keeps until the batch is done.</summary>
    internal SealingKey Key;

    /// <summary>The sealed buffer, or what becomes one, its nonce in place; pinned.</summary>
    internal byte* Buffer;

    /// <summary>Its length in bytes, tag and nonce included.</summary>
    internal int Length;

    /// <summary>Whether it is to be opened.</summary>
    internal bool Opens;

    /// <summary>Whether it was sealed, or was authentic.</summary>
    internal bool IsDone;
}
