namespace Mycelium.Engine.Configuration;

/// <summary>What the value of a key in a configuration file is.</summary>
internal enum ConfigurationValueKind
{
    /// <summary>One text.</summary>
    Text,

    /// <summary>A path; relative ones are relative to the folder of the file.</summary>
    Path,

    /// <summary>One of a few words, in any case.</summary>
    Choice,

    /// <summary>A whole number.</summary>
    Integer,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>A list of texts.</summary>
    TextList,

    /// <summary>A list of peers: each an endpoint, or a mapping of that and what is set for it.</summary>
    PeerList,
}
