using System.Text.Json;
using System.Text.Json.Nodes;

namespace Mycelium.Host.Tests.Desired;

/// <summary>Runs operations of the DSC resources as DSC does: JSON in, JSON out. Services are files of a folder.</summary>
internal sealed class DscFolder : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _script;

    internal DscFolder() => _script = _folder.Write("run.ps1", $$"""
        param($Resource, $Operation)
        $global:Services = '{{_folder.Path}}'
        function global:Get-MyceliumService {
            foreach ($file in [IO.Directory]::GetFiles($global:Services, '*.service')) {
                $lines = [IO.File]::ReadAllLines($file)
                [pscustomobject]@{
                    Name = [IO.Path]::GetFileNameWithoutExtension($file); State = $lines[0]; ConfigurationPath = $lines[1]
                    StartType = $lines[2]; Program = $lines[3]
                }
            }
        }
        function global:Register-MyceliumService {
            [CmdletBinding()]
            param(
                [Parameter(ValueFromPipeline)] $InputObject, [string] $ConfigurationPath, [string] $Name,
                [switch] $Start, [switch] $Restart, [switch] $Stop, [switch] $Force)
            process {
                $path = if ($InputObject) { $InputObject.ConfigurationPath } else { $ConfigurationPath }
                if ($InputObject) { $Name = $InputObject.Name }
                $file = [IO.Path]::Combine($global:Services, "$Name.service")
                $only = [IO.Path]::Combine($global:Services, 'only.yaml')
                $isRefused = [IO.File]::Exists($only) -and [IO.File]::ReadAllText($only) -ne [IO.File]::ReadAllText($path)
                if ($Name -eq 'forbidden' -or $isRefused) { throw 'Access is denied.' }
                if ([IO.File]::Exists($file) -and -not $Force) { throw "The service '$Name' exists." }
                Write-Warning "registered $Name"
                $isUp = if ($Start) { $true } elseif ($Stop) { $false } else { $InputObject -and $InputObject.State -eq 'Running' }
                $lines = [string[]] @(
                    $(if ($isUp) { 'Running' } else { 'Stopped' }), $path,
                    $(if ($InputObject) { $InputObject.StartType } else { 'Automatic' }), $(if ($InputObject) { $InputObject.Program }))
                [IO.File]::WriteAllLines($file, $lines)
                [IO.File]::AppendAllText([IO.Path]::Combine($global:Services, 'registered.log'), "$Name`n")
                if ($Restart) { [IO.File]::AppendAllText([IO.Path]::Combine($global:Services, 'restarted.log'), "$Name`n") }
            }
        }
        function global:Unregister-MyceliumService {
            param([string[]] $Name)
            [IO.File]::Delete([IO.Path]::Combine($global:Services, "$Name.service"))
            [IO.File]::AppendAllText([IO.Path]::Combine($global:Services, 'unregistered.log'), "$Name`n")
        }
        & '{{Path.Combine(Folder, "Mycelium.Dsc.ps1")}}' -Resource $Resource -Operation $Operation
        exit $LASTEXITCODE
        """);

    /// <summary>The folder of the manifests, as the module has it.</summary>
    internal static string Folder { get; } = Path.Combine(Path.GetDirectoryName(HostProcess.Executable)!, "Modules", "Mycelium", "dsc");

    internal string Configuration => Path.Combine(_folder.Path, "node.yaml");

    internal string Service => Path.Combine(_folder.Path, "mycelium.service");

    internal string Registered => Log("registered");

    internal string Restarted => Log("restarted");

    internal string Unregistered => Log("unregistered");

    /// <summary>The manifest of a resource.</summary>
    internal static JsonElement Manifest(string resource) =>
        JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, resource + ".dsc.resource.json"))).RootElement;

    /// <summary>The state that an operation gives, which must not fail.</summary>
    internal async Task<JsonObject> StateAsync(string resource, string operation, JsonObject input)
    {
        HostResult result = await RunAsync(resource, operation, input.ToJsonString());

        Assert.Equal(0, result.ExitCode);
        Assert.All(result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.Equal("{\"warn\":\"registered mycelium\"}", line));
        Assert.Single(result.Output.TrimEnd('\n').Split('\n'));
        return JsonNode.Parse(result.Output)!.AsObject();
    }

    internal Task<HostResult> RunAsync(string resource, string operation, string input) =>
        HostProcess.RunWithInputAsync(input, "-NonInteractive", _script, resource, operation);

    /// <summary>From now on, no service can be registered with another file than there is now.</summary>
    internal void RefuseChanges() => _folder.Write("only.yaml", File.ReadAllText(Configuration));

    /// <summary>Input for this folder's file.</summary>
    internal JsonObject Input(string properties) =>
        JsonNode.Parse($"{{\"configurationPath\":{JsonSerializer.Serialize(Configuration)},{properties}}}")!.AsObject();

    public void Dispose() => _folder.Dispose();

    private string Log(string name) => Path.Combine(_folder.Path, name + ".log") is var path && File.Exists(path) ? File.ReadAllText(path) : "";
}
