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
            param([string] $ConfigurationPath, [string] $Name, [switch] $Start, [switch] $NoAutoStart, [string] $Program)
            if ($Name -eq 'forbidden') { throw 'Access is denied.' }
            Write-Warning "registered $Name"
            $lines = [string[]] @(
                $(if ($Start) { 'Running' } else { 'Stopped' }), $ConfigurationPath, $(if ($NoAutoStart) { 'Manual' } else { 'Automatic' }), $Program)
            [IO.File]::WriteAllLines([IO.Path]::Combine($global:Services, "$Name.service"), $lines)
            [IO.File]::AppendAllText([IO.Path]::Combine($global:Services, 'registered.log'), "$Name`n")
        }
        function global:Unregister-MyceliumService {
            param([string[]] $Name)
            [IO.File]::Delete([IO.Path]::Combine($global:Services, "$Name.service"))
        }
        & '{{Path.Combine(Folder, "Mycelium.Dsc.ps1")}}' -Resource $Resource -Operation $Operation
        exit $LASTEXITCODE
        """);

    /// <summary>The folder of the manifests, as the module has it.</summary>
    internal static string Folder { get; } = Path.Combine(Path.GetDirectoryName(HostProcess.Executable)!, "Modules", "Mycelium", "dsc");

    internal string Configuration => Path.Combine(_folder.Path, "node.yaml");

    internal string Service => Path.Combine(_folder.Path, "mycelium.service");

    internal string Registered => File.Exists(Path.Combine(_folder.Path, "registered.log")) ? File.ReadAllText(Path.Combine(_folder.Path, "registered.log")) : "";

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

    /// <summary>Input for this folder's file.</summary>
    internal JsonObject Input(string properties) =>
        JsonNode.Parse($"{{\"configurationPath\":{JsonSerializer.Serialize(Configuration)},{properties}}}")!.AsObject();

    public void Dispose() => _folder.Dispose();
}
