namespace Mycelium.Engine.Errors;

/// <summary>The world refused what the caller asked for; says what, why, and what to do.</summary>
public sealed class MyceliumException : Exception
{
    /// <summary>Makes an error.</summary>
    /// <param name="errorId">Which error; stable.</param>
    /// <param name="message">What happened, in one sentence, with the value that caused it.</param>
    /// <param name="recommendedAction">What the user can do about it, in one sentence.</param>
    /// <param name="innerException">The cause.</param>
    public MyceliumException(MyceliumErrorId errorId, string message, string recommendedAction = "", Exception? innerException = null)
        : base(message, innerException)
    {
        ErrorId = errorId;
        RecommendedAction = recommendedAction;
    }

    /// <summary>Which error; stable.</summary>
    public MyceliumErrorId ErrorId { get; }

    /// <summary>What the user can do about it; may be empty.</summary>
    public string RecommendedAction { get; }
}
