namespace Mycelium.Host.CommandLine;

/// <summary>What a command line asks for.</summary>
internal enum HostMode
{
    /// <summary>Run a script file.</summary>
    File,

    /// <summary>Run the text of a command.</summary>
    Command,

    /// <summary>Run the node of a configuration file.</summary>
    Node,

    /// <summary>Print how to call the executable.</summary>
    Help,

    /// <summary>Print the version.</summary>
    Version,

    /// <summary>Nothing: the command line can't be understood.</summary>
    Invalid,
}
