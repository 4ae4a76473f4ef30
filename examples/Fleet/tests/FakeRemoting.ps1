# A connection that reaches no machine. What would be sent runs in a runspace of its own, with arguments and results that went through
# serialization, and with service commands whose state is in the machine's folder. Files there say how the machine is: `module.version` which
# version of the module it has, `unreachable` that nobody can connect, `refuses` that it takes no service, `hangs` that a check never ends.
param($Machine)

$ErrorActionPreference = 'Stop'
$folder = $Machine.Folder
if ([IO.File]::Exists([IO.Path]::Combine($folder, 'unreachable'))) { throw "No route to host $($Machine.HostName)." }

$commands = {
    param($Folder)
    $global:FakeFolder = $Folder

    function global:Get-Module {
        param($Name, [switch] $ListAvailable)
        $file = [IO.Path]::Combine($global:FakeFolder, 'module.version')
        if ([IO.File]::Exists($file)) { [pscustomobject]@{ Name = $Name; Version = [version] [IO.File]::ReadAllText($file) } }
    }

    function global:Get-MyceliumService {
        param([string[]] $Name)
        foreach ($file in [IO.Directory]::GetFiles($global:FakeFolder, '*.service')) {
            $lines = [IO.File]::ReadAllLines($file)
            [pscustomobject]@{
                Name = [IO.Path]::GetFileNameWithoutExtension($file); State = $lines[0]; StartType = 'Automatic'
                ConfigurationPath = $lines[1]; DefinitionPath = $file
            }
        }
    }

    function global:Register-MyceliumService {
        [CmdletBinding(SupportsShouldProcess)]
        param(
            [string] $ConfigurationPath, [string] $Name = 'mycelium', [string] $Program, [switch] $Start, [switch] $Restart, [switch] $Force,
            [switch] $PassThru)
        $file = [IO.Path]::Combine($global:FakeFolder, "$Name.service")
        if (-not $PSCmdlet.ShouldProcess($Name)) { return }
        if ([IO.File]::Exists($file) -and -not $Force) { throw "The service '$Name' exists." }
        if ([IO.File]::Exists([IO.Path]::Combine($global:FakeFolder, 'refuses'))) { throw 'Access is denied.' }
        [IO.File]::WriteAllLines($file, [string[]] @($(if ($Start) { 'Running' } else { 'Stopped' }), $ConfigurationPath))
        [IO.File]::AppendAllText([IO.Path]::Combine($global:FakeFolder, 'starts.log'), "$Name`n")
    }

    function global:Unregister-MyceliumService {
        [CmdletBinding(SupportsShouldProcess)]
        param([string[]] $Name = 'mycelium')
        foreach ($one in $Name) {
            if ($PSCmdlet.ShouldProcess($one)) { [IO.File]::Delete([IO.Path]::Combine($global:FakeFolder, "$one.service")) }
        }
    }

    if ([IO.File]::Exists([IO.Path]::Combine($Folder, 'hangs'))) {
        function global:Test-MyceliumConfiguration {
            [Console]::Out.WriteLine('hanging')
            while ($true) { [Threading.Thread]::Sleep(20) }
        }
    }
}.ToString()

[pscustomobject]@{
    Invoke = {
        param([scriptblock] $ScriptBlock, $Argument)
        $shell = [powershell]::Create([Management.Automation.Runspaces.InitialSessionState]::CreateDefault2())
        try {
            $null = $shell.AddScript($commands).AddArgument($folder).Invoke()
            $shell.Commands.Clear()
            $sent = [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize($Argument, 5))
            # A call that only returns at its end could not be stopped by Ctrl+C, as one over a session can.
            $running = $shell.AddScript($ScriptBlock.ToString()).AddArgument($sent).BeginInvoke()
            while (-not $running.AsyncWaitHandle.WaitOne(20)) { }
            $received = $shell.EndInvoke($running)
            if ($shell.Streams.Error.Count -gt 0) { throw $shell.Streams.Error[0] }
            foreach ($one in $received) {
                [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize($one, 5))
            }
        }
        finally {
            $shell.Dispose()
        }
    }.GetNewClosure()

    Copy   = {
        param([string] $Source, [string] $Destination)
        $null = [IO.Directory]::CreateDirectory($Destination)
        [IO.File]::Copy([IO.Path]::Combine($Source, 'Mycelium.psd1'), [IO.Path]::Combine($Destination, 'Mycelium.psd1'))
        [IO.File]::WriteAllText([IO.Path]::Combine($folder, 'module.version'), ($Destination -replace '^.*[\\/]' -replace '\.partial$'))
    }.GetNewClosure()

    Close  = { [IO.File]::AppendAllText([IO.Path]::Combine($folder, 'closed.log'), "closed`n") }.GetNewClosure()
}
