using System.Globalization;

namespace Mycelium.Network.Tests.Harness;

/// <summary>A <c>Mycelium.Host</c> in a namespace that runs the PowerShell which the test sends it.</summary>
internal sealed class NodeAgent : IAsyncDisposable
{
    private const string DoneMark = "#done";
    private const string ErrorMark = "#error ";

    private readonly ToolProcess _host;
    private readonly SemaphoreSlim _turn = new(1);

    private NodeAgent(LabNamespace place, ToolProcess host)
    {
        Place = place;
        _host = host;
    }

    internal LabNamespace Place { get; }

    internal ToolProcess Process => _host;

    /// <summary>Starts the host; the lab ends it.</summary>
    /// <param name="place">Where it runs.</param>
    /// <param name="wrapper">A program with arguments that starts it, such as one that takes rights away.</param>
    internal static NodeAgent Start(LabNamespace place, params IEnumerable<string> wrapper)
    {
        string script = Path.Combine(AppContext.BaseDirectory, "Scripts", "Agent.ps1");
        string[] command = [.. wrapper, .. HostProgram.Command, script];
        return place.Lab.Own(new NodeAgent(place, ToolProcess.Start("ip", ["netns", "exec", place.SystemName, .. command])));
    }

    /// <summary>Runs one line of PowerShell and returns what it put out, an object a line.</summary>
    /// <exception cref="AgentException">It ended with an error.</exception>
    internal async Task<IReadOnlyList<string>> InvokeAsync(string command, TimeSpan? limit = null)
    {
        await _turn.WaitAsync();
        try
        {
            await _host.Input.WriteLineAsync(command.ReplaceLineEndings(" "));
            await _host.Input.FlushAsync();
            return await ReadAnswerAsync(command, limit ?? TimeSpan.FromSeconds(60));
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Runs one line that puts out exactly one object.</summary>
    internal async Task<string> InvokeSingleAsync(string command, TimeSpan? limit = null)
    {
        IReadOnlyList<string> lines = await InvokeAsync(command, limit);
        return lines.Count == 1
            ? lines[0]
            : throw new InvalidDataException($"{lines.Count} lines instead of one: {string.Join(" | ", lines)}");
    }

    /// <summary>Runs one line that puts out one number.</summary>
    internal async Task<long> InvokeNumberAsync(string command) =>
        long.Parse(await InvokeSingleAsync(command), CultureInfo.InvariantCulture);

    /// <summary>Waits until a PowerShell expression is true.</summary>
    internal Task<TimeSpan> WaitUntilAsync(string expression, TimeSpan? limit = null) => Eventually.HoldsAsync(
        async () => await InvokeSingleAsync($"[bool]({expression})") == "True",
        () => $"{expression} in {Place.Name}\n{_host.Error}",
        limit);

    /// <summary>Lets the host end by itself and waits for that.</summary>
    internal async Task<ToolResult> EndAsync(TimeSpan? limit = null)
    {
        _host.Input.Close();
        return await _host.WaitAsync(limit);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _turn.Dispose();
    }

    private async Task<List<string>> ReadAnswerAsync(string command, TimeSpan limit)
    {
        var lines = new List<string>();
        using var deadline = new CancellationTokenSource(limit);
        try
        {
            await foreach (string line in _host.Lines.ReadAllAsync(deadline.Token))
            {
                if (line == DoneMark) { return lines; }

                if (line.StartsWith(ErrorMark, StringComparison.Ordinal)) { throw AgentException.Parse(line[ErrorMark.Length..]); }

                lines.Add(line);
            }
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"No end of '{command}' within {limit}.\n{string.Join('\n', lines)}\n{_host.Error}");
        }

        throw new InvalidOperationException($"The host ended during '{command}'.\n{string.Join('\n', lines)}\n{_host.Error}");
    }
}
