namespace Mycelium.Engine.Deployment;

/// <summary>The service control manager of Windows, as a process that it has started sees it.</summary>
internal interface IServiceControl
{
    /// <summary>Hands this thread over, until the service has ended.</summary>
    /// <param name="main">The service; called on another thread, with its name.</param>
    /// <param name="control">Takes requests; called on other threads.</param>
    /// <returns>False: the process was started by somebody else, and nothing was called.</returns>
    bool Dispatch(Action<string> main, Action<int> control);

    /// <summary>Says how the service stands.</summary>
    void Report(ServiceStatus status);
}
