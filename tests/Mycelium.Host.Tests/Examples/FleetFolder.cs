using System.Net;
using System.Net.Sockets;

namespace Mycelium.Host.Tests.Examples;

/// <summary>A fleet of two hubs and two other machines, each of which is a folder; what it is reached through is examples/Fleet/tests/FakeRemoting.ps1.</summary>
internal sealed class FleetFolder : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    internal FleetFolder()
    {
        Row("hub-a,Hub,tcp://127.0.0.1:" + FreePort());
        Row("hub-b,Hub,tcp://127.0.0.1:" + FreePort());
        Row("one,,");
        Row("two,,");
    }

    internal static string[] Names { get; } = ["hub-a", "hub-b", "one", "two"];

    internal string Table { get; private set; } = "Name,Role,Listen,Folder,ModuleRoot,UnderlayAddress,Tunnel\n";

    /// <summary>Path of a file of a machine.</summary>
    internal string File(string machine, string name) => Path.Combine(_folder.Path, machine, name);

    /// <summary>Everything that the machines hold, but for the notes of the connections that were closed.</summary>
    internal string[] Contents() =>
    [
        .. Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories)
            .Where(path => Path.GetExtension(path) is not (".log" or ".csv" or ".ps1"))
            .Order(StringComparer.Ordinal)
            .Select(path => path + ": " + Convert.ToHexString(System.IO.File.ReadAllBytes(path))),
    ];

    /// <summary>Gives every machine a configuration and a service that runs it, in less time than a deployment takes.</summary>
    internal void Register()
    {
        foreach (string name in Names)
        {
            System.IO.File.WriteAllText(File(name, name + ".yaml"), $"name: {name}\n");
            System.IO.File.WriteAllText(File(name, "mycelium.service"), $"Running\n{File(name, name + ".yaml")}\n");
        }
    }

    /// <summary>Runs a script text in which the scripts of the fleet are functions that know table and connections.</summary>
    internal Task<HostResult> RunAsync(string script) => HostProcess.RunAsync("-NonInteractive", Script(script));

    /// <summary>As <see cref="RunAsync"/>, while it runs.</summary>
    internal HostProcess Start(string script) => HostProcess.Start("-NonInteractive", Script(script));

    public void Dispose() => _folder.Dispose();

    private string Script(string script)
    {
        string table = _folder.Write("machines.csv", Table);
        string fleet = HostProcess.Example("Fleet");
        return _folder.Write("test.ps1", $$"""
            $fleet = '{{fleet}}'
            $with = @{ Path = '{{table}}'; ConnectionScript = '{{Path.Combine(fleet, "tests", "FakeRemoting.ps1")}}' }
            function Deploy { & "$fleet/Deploy-Fleet.ps1" @with @args }
            function Compare { & "$fleet/Compare-Fleet.ps1" @with @args }
            function Test { & "$fleet/Test-Fleet.ps1" @with @args }
            function Show { process { $_.Machine, $_.Property, $_.Action, $_.Result -join '|' } }
            {{script}}
            """);
    }

    private void Row(string begin)
    {
        string name = begin.Split(',')[0];
        string folder = Path.Combine(_folder.Path, name);
        Directory.CreateDirectory(folder);
        System.IO.File.WriteAllText(Path.Combine(folder, "module.version"), "0.1.0");
        Table += $"{begin},{folder},{Path.Combine(folder, "modules")},127.0.0.1,None\n";
    }

    // The table needs ports that stay the same; the system gives none of these away again so soon.
    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
