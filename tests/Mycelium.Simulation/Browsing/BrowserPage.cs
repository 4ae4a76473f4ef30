using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Mycelium.Simulation.Browsing;

/// <summary>A page of a browser.</summary>
internal sealed class BrowserPage
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly DevTools _tools;
    private readonly string _session;

    private BrowserPage(DevTools tools, string session)
    {
        _tools = tools;
        _session = session;
    }

    /// <summary>What went wrong in the page: errors that nobody caught, and all that was logged as an error or a warning.</summary>
    internal IReadOnlyList<string> Problems =>
    [
        .. OwnEvents("Runtime.exceptionThrown").Select(item => item.ToJsonString()),
        .. OwnEvents("Runtime.consoleAPICalled").Where(item => Text(item, "type") is "error" or "warning" or "assert").Select(item => item.ToJsonString()),
        .. OwnEvents("Log.entryAdded").Where(item => Text(item["entry"]!.AsObject(), "level") is "error" or "warning").Select(item => item.ToJsonString()),
    ];

    /// <summary>All addresses that the page asked for, itself included.</summary>
    internal IReadOnlyList<string> Requests =>
        [.. OwnEvents("Network.requestWillBeSent").Select(item => Text(item["request"]!.AsObject(), "url"))];

    internal static async Task<BrowserPage> OpenAsync(DevTools tools)
    {
        JsonObject target = await tools.SendAsync("Target.createTarget", new JsonObject { ["url"] = "about:blank" }).ConfigureAwait(false);
        JsonObject attached = await tools.SendAsync(
            "Target.attachToTarget", new JsonObject { ["targetId"] = Text(target, "targetId"), ["flatten"] = true }).ConfigureAwait(false);
        var page = new BrowserPage(tools, Text(attached, "sessionId"));
        foreach (string domain in (string[])["Page", "Runtime", "Network", "Log"]) { await page.SendAsync($"{domain}.enable").ConfigureAwait(false); }

        return page;
    }

    /// <summary>Opens a file and waits until the page says that it is ready.</summary>
    internal async Task LoadAsync(string path)
    {
        await SendAsync("Page.navigate", new JsonObject { ["url"] = new Uri(Path.GetFullPath(path)).AbsoluteUri }).ConfigureAwait(false);
        await UntilAsync("document.documentElement.dataset.ready === 'true'").ConfigureAwait(false);
    }

    /// <summary>Sets the size of the window.</summary>
    internal Task ResizeAsync(int width, int height, bool isPhone = false) => SendAsync("Emulation.setDeviceMetricsOverride", new JsonObject
    {
        ["width"] = width,
        ["height"] = height,
        ["deviceScaleFactor"] = 1,
        ["mobile"] = isPhone,
    });

    /// <summary>Sets what the system prefers, such as <c>prefers-color-scheme</c>.</summary>
    internal Task PreferAsync(string feature, string value) => SendAsync("Emulation.setEmulatedMedia", new JsonObject
    {
        ["features"] = new JsonArray(new JsonObject { ["name"] = feature, ["value"] = value }),
    });

    /// <summary>Presses and releases a key, as <c>KeyboardEvent.key</c> names it.</summary>
    internal async Task PressAsync(string key)
    {
        bool isText = key.Length == 1;
        int code = key switch { "Tab" => 9, "Enter" => 13, "Escape" => 27, "ArrowLeft" => 37, "ArrowUp" => 38, "ArrowRight" => 39, "ArrowDown" => 40, _ => 0 };
        var down = new JsonObject { ["type"] = isText || key == "Enter" ? "keyDown" : "rawKeyDown", ["key"] = key, ["windowsVirtualKeyCode"] = code };
        if (isText || key == "Enter") { down["text"] = isText ? key : "\r"; }

        await SendAsync("Input.dispatchKeyEvent", down).ConfigureAwait(false);
        await SendAsync(
            "Input.dispatchKeyEvent", new JsonObject { ["type"] = "keyUp", ["key"] = key, ["windowsVirtualKeyCode"] = code }).ConfigureAwait(false);
    }

    /// <summary>Clicks at a place of the window.</summary>
    internal async Task ClickAsync(double x, double y)
    {
        await MoveAsync(x, y).ConfigureAwait(false);
        await MouseAsync("mousePressed", x, y).ConfigureAwait(false);
        await MouseAsync("mouseReleased", x, y).ConfigureAwait(false);
    }

    /// <summary>Moves the mouse to a place of the window.</summary>
    internal Task MoveAsync(double x, double y) => MouseAsync("mouseMoved", x, y);

    /// <summary>The value of an expression, which is waited for if it is a promise.</summary>
    internal async Task<JsonNode?> EvaluateAsync(string expression)
    {
        JsonObject answer = await SendAsync(
            "Runtime.evaluate", new JsonObject { ["expression"] = expression, ["returnByValue"] = true, ["awaitPromise"] = true }).ConfigureAwait(false);
        return answer["exceptionDetails"] is { } error ? throw new IOException($"{expression}: {error.ToJsonString()}") : answer["result"]!["value"];
    }

    /// <summary>The text that an expression gives.</summary>
    internal async Task<string> TextAsync(string expression) => (await EvaluateAsync($"String({expression})").ConfigureAwait(false))!.GetValue<string>();

    /// <summary>Waits until an expression is true, and looks at it once a frame.</summary>
    /// <exception cref="TimeoutException">It did not become true.</exception>
    internal async Task UntilAsync(string expression)
    {
        long start = Stopwatch.GetTimestamp();
        string look = $"new Promise(done => requestAnimationFrame(() => done(Boolean({expression}))))";
        while (!(await EvaluateAsync(look).ConfigureAwait(false))!.GetValue<bool>())
        {
            if (Stopwatch.GetElapsedTime(start) > Limit) { throw new TimeoutException($"It did not become true: {expression}"); }
        }
    }

    /// <summary>Takes a picture of the window.</summary>
    internal async Task<byte[]> CaptureAsync()
    {
        JsonObject answer = await SendAsync("Page.captureScreenshot", new JsonObject { ["format"] = "png", ["optimizeForSpeed"] = false }).ConfigureAwait(false);
        return Convert.FromBase64String(Text(answer, "data"));
    }

    private Task<JsonObject> SendAsync(string method, JsonObject? parameters = null) => _tools.SendAsync(method, parameters, _session);

    private Task<JsonObject> MouseAsync(string type, double x, double y) => SendAsync("Input.dispatchMouseEvent", new JsonObject
    {
        ["type"] = type,
        ["x"] = x,
        ["y"] = y,
        ["button"] = type == "mouseMoved" ? "none" : "left",
        ["clickCount"] = type == "mouseMoved" ? 0 : 1,
    });

    private IEnumerable<JsonObject> OwnEvents(string method) => _tools.Events
        .Where(item => Text(item, "method") == method && item["sessionId"]?.GetValue<string>() == _session)
        .Select(item => item["params"]!.AsObject());

    private static string Text(JsonObject item, string name) => item[name]!.GetValue<string>();
}
