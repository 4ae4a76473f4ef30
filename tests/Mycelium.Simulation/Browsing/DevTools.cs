using System.Buffers;
using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Mycelium.Simulation.Browsing;

/// <summary>Talks to a browser by the Chrome DevTools Protocol: commands that are answered, and events.</summary>
internal sealed class DevTools : IAsyncDisposable
{
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(60);

    private readonly ClientWebSocket _socket;
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonObject>> _open = new();
    private readonly ConcurrentQueue<JsonObject> _events = new();
    private readonly SemaphoreSlim _sending = new(1);
    private readonly Task _receiving;
    private int _lastId;

    private DevTools(ClientWebSocket socket)
    {
        _socket = socket;
        _receiving = ReceiveAsync();
    }

    /// <summary>All events so far, in order.</summary>
    internal IReadOnlyList<JsonObject> Events => [.. _events];

    internal static async Task<DevTools> ConnectAsync(Uri address)
    {
        var socket = new ClientWebSocket();
        socket.Options.Proxy = null;
        await socket.ConnectAsync(address, CancellationToken.None).WaitAsync(AnswerLimit).ConfigureAwait(false);
        return new DevTools(socket);
    }

    /// <summary>Sends a command and waits for its result.</summary>
    /// <exception cref="IOException">The browser refused it, went away or did not answer.</exception>
    internal async Task<JsonObject> SendAsync(string method, JsonObject? parameters = null, string? session = null)
    {
        int id = Interlocked.Increment(ref _lastId);
        var answer = new TaskCompletionSource<JsonObject>(TaskCreationOptions.RunContinuationsAsynchronously);
        _open[id] = answer;
        var message = new JsonObject { ["id"] = id, ["method"] = method, ["params"] = parameters ?? [] };
        if (session is not null) { message["sessionId"] = session; }

        await _sending.WaitAsync().ConfigureAwait(false);
        try
        {
            await _socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(message), WebSocketMessageType.Text, true, CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            _sending.Release();
        }

        JsonObject result = await answer.Task.WaitAsync(AnswerLimit).ConfigureAwait(false);
        return result["error"] is { } error ? throw new IOException($"{method}: {error.ToJsonString()}") : result["result"]!.AsObject();
    }

    public async ValueTask DisposeAsync()
    {
        _socket.Abort();
        await _receiving.ConfigureAwait(false);
        _socket.Dispose();
        _sending.Dispose();
    }

    private async Task ReceiveAsync()
    {
        try
        {
            while (await ReadMessageAsync().ConfigureAwait(false) is { } message)
            {
                if (message["id"] is not { } id) { _events.Enqueue(message); }
                else if (_open.TryRemove(id.GetValue<int>(), out TaskCompletionSource<JsonObject>? answer)) { answer.SetResult(message); }
            }
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The end of the browser, or of our wish to talk to it.
        }

        foreach (TaskCompletionSource<JsonObject> answer in _open.Values) { answer.TrySetException(new IOException("The browser went away.")); }
    }

    private async Task<JsonObject?> ReadMessageAsync()
    {
        var message = new ArrayBufferWriter<byte>();
        while (true)
        {
            ValueWebSocketReceiveResult part = await _socket.ReceiveAsync(message.GetMemory(64 * 1024), CancellationToken.None).ConfigureAwait(false);
            message.Advance(part.Count);
            if (part.MessageType == WebSocketMessageType.Close) { return null; }

            if (part.EndOfMessage) { return JsonNode.Parse(message.WrittenSpan)!.AsObject(); }
        }
    }
}
