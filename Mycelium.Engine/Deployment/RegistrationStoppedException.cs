namespace Mycelium.Engine.Deployment;

/// <summary>A registration was stopped, and what was there before is not back yet, or could not be put back. The message says what to do.</summary>
public sealed class RegistrationStoppedException : OperationCanceledException
{
    internal RegistrationStoppedException(string message, Task undoing, OperationCanceledException cause)
        : base(message, cause, cause.CancellationToken) => Undoing = undoing;

    /// <summary>Ends when nothing is done any more. It never fails, and takes at most 10 s.</summary>
    public Task Undoing { get; }
}
