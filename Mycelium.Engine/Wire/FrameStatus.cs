namespace Mycelium.Engine.Wire;

/// <summary>What a frame cursor found.</summary>
public enum FrameStatus
{
    /// <summary>The rest is the beginning of a frame: read more from the stream.</summary>
    NeedMore,

    /// <summary>A data packet.</summary>
    Data,

    /// <summary>A control packet.</summary>
    Control,

    /// <summary>A well-framed control packet with another magic or version: skip it and count it.</summary>
    Skipped,

    /// <summary>An unknown packet version or type: the stream can't be followed any further.</summary>
    Fatal,
}
