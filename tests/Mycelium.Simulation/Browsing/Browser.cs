using System.Collections.Concurrent;
using System.Diagnostics;

namespace Mycelium.Simulation.Browsing;

/// <summary>A Chromium without a window and without a network, with a profile of its own that goes with it.</summary>
internal sealed class Browser : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private static readonly string[] Names =
    [
        "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge", "chromium.exe", "chrome.exe", "msedge.exe",
    ];

    // Names are not resolved and nothing is fetched: what the page might ask for would fail, and be seen.
    private static readonly string[] Arguments =
    [
        "--headless=new", "--remote-debugging-port=0", "--disable-background-networking", "--disable-component-update", "--disable-sync",
        "--disable-default-apps", "--disable-extensions", "--no-first-run", "--no-default-browser-check", "--disable-gpu", "--hide-scrollbars",
        "--disable-domain-reliability", "--disable-breakpad", "--disable-dev-shm-usage", "--host-resolver-rules=MAP * ~NOTFOUND",
    ];

    private readonly Process _process;
    private readonly DirectoryInfo _profile;
    private readonly DevTools _tools;

    private Browser(Process process, DirectoryInfo profile, DevTools tools)
    {
        _process = process;
        _profile = profile;
        _tools = tools;
    }

    /// <summary>The program: what MYCELIUM_BROWSER names, or else the first that is in the path; null if there is none.</summary>
    internal static string? Program { get; } = Environment.GetEnvironmentVariable("MYCELIUM_BROWSER") is { Length: > 0 } named
        ? named
        : Names.SelectMany(name => (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator), (name, folder) => (name, folder))
            .Where(item => item.folder.Length > 0)
            .Select(item => Path.Combine(item.folder, item.name))
            .FirstOrDefault(File.Exists);

    /// <summary>Starts the program.</summary>
    /// <exception cref="IOException">It ended, or did not say where it can be talked to.</exception>
    internal static async Task<Browser> StartAsync()
    {
        DirectoryInfo profile = Directory.CreateTempSubdirectory("mycelium-browser-");
        var start = new ProcessStartInfo(Program ?? throw new IOException("There is no browser."), [.. Arguments, $"--user-data-dir={profile.FullName}"])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };

        // Its own sandbox does not work for root; the page is ours.
        if (OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess) { start.ArgumentList.Add("--no-sandbox"); }

        start.ArgumentList.Add("about:blank");
        Process process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        try
        {
            Uri address = await ReadAddressAsync(process).WaitAsync(StartLimit).ConfigureAwait(false);
            return new Browser(process, profile, await DevTools.ConnectAsync(address).ConfigureAwait(false));
        }
        catch
        {
            await EndAsync(process, profile).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Opens a page of its own.</summary>
    internal Task<BrowserPage> OpenAsync() => BrowserPage.OpenAsync(_tools);

    public async ValueTask DisposeAsync()
    {
        await _tools.DisposeAsync().ConfigureAwait(false);
        await EndAsync(_process, _profile).ConfigureAwait(false);
    }

    private static Task<Uri> ReadAddressAsync(Process process)
    {
        const string Mark = "DevTools listening on ";
        var address = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        var said = new ConcurrentQueue<string>();
        process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is null) { address.TrySetException(new IOException($"The browser ended: {string.Join('\n', said)}")); }
            else if (line.Data.StartsWith(Mark, StringComparison.Ordinal)) { address.TrySetResult(new Uri(line.Data[Mark.Length..].Trim())); }
            else if (!address.Task.IsCompleted) { said.Enqueue(line.Data); }
        };
        process.BeginErrorReadLine();
        return address.Task;
    }

    private static async Task EndAsync(Process process, DirectoryInfo profile)
    {
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync().ConfigureAwait(false);
        process.Dispose();
        try
        {
            profile.Delete(recursive: true);
        }
        catch (IOException)
        {
            // A helper of the browser is still writing; the system clears its folder of temporary files.
        }
    }
}
