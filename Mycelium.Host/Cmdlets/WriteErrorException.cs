namespace Mycelium.Host.Cmdlets;

/// <summary>The cause of an error for which a script gave only a text.</summary>
public sealed class WriteErrorException : Exception
{
    /// <summary>Makes one without a text.</summary>
    public WriteErrorException()
    {
    }

    /// <summary>Makes one.</summary>
    /// <param name="message">The script's text.</param>
    public WriteErrorException(string message)
        : base(message)
    {
    }

    /// <summary>Makes one with a cause.</summary>
    /// <param name="message">The script's text.</param>
    /// <param name="innerException">The cause.</param>
    public WriteErrorException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
