@{
    RootModule = 'Mycelium.PowerShell.dll'
    ModuleVersion = '0.1.0'
    GUID = '6b0e7a52-3f0d-4c0e-9d0b-5a7c1f0a9e41'
    Author = 'Mycelium for PowerShell contributors'
    CompanyName = 'Mycelium for PowerShell contributors'
    Copyright = '(c) Mycelium for PowerShell contributors. Apache License 2.0.'
    Description = 'Runs nodes of a Mycelium overlay network inside PowerShell: encrypted IPv6 between machines, wire compatible with threefoldtech/mycelium 0.7.'
    CompatiblePSEditions = @('Core')
    PowerShellVersion = '7.6'
    FormatsToProcess = @('Mycelium.format.ps1xml', 'Mycelium.Observation.format.ps1xml', 'Mycelium.Deployment.format.ps1xml', 'Mycelium.Topology.format.ps1xml', 'Mycelium.Wide.format.ps1xml')
    TypesToProcess = @('Mycelium.types.ps1xml')
    CmdletsToExport = @(
        'Add-MyceliumPeer'
        'ConvertTo-MyceliumAddress'
        'Export-MyceliumConfiguration'
        'Export-MyceliumIdentity'
        'Export-MyceliumTopology'
        'Find-MyceliumPeer'
        'Get-MyceliumConfiguration'
        'Get-MyceliumEvent'
        'Get-MyceliumIdentity'
        'Get-MyceliumNode'
        'Get-MyceliumPeer'
        'Get-MyceliumRoute'
        'Get-MyceliumService'
        'Get-MyceliumStatistic'
        'Import-MyceliumConfiguration'
        'Import-MyceliumIdentity'
        'Measure-MyceliumPath'
        'New-MyceliumIdentity'
        'Register-MyceliumService'
        'Remove-MyceliumPeer'
        'Resolve-MyceliumRoute'
        'Restart-MyceliumNode'
        'Set-MyceliumConfiguration'
        'Set-MyceliumPeer'
        'Start-MyceliumNode'
        'Stop-MyceliumNode'
        'Test-MyceliumConfiguration'
        'Test-MyceliumConnection'
        'Test-MyceliumPeer'
        'Test-MyceliumPrerequisite'
        'Trace-MyceliumRoute'
        'Unregister-MyceliumService'
        'Wait-MyceliumNode'
        'Wait-MyceliumPeer'
        'Wait-MyceliumRoute'
        'Watch-MyceliumPeer'
        'Watch-MyceliumRoute'
    )
    FunctionsToExport = @()
    AliasesToExport = @()
    VariablesToExport = @()
    PrivateData = @{
        PSData = @{
            Tags = @('Mycelium', 'Network', 'Networking', 'Overlay', 'IPv6', 'VPN', 'Mesh', 'PSEdition_Core', 'Linux', 'MacOS', 'Windows')
            LicenseUri = 'https://www.apache.org/licenses/LICENSE-2.0'
            ReleaseNotes = 'See CHANGELOG.md, which comes with the module.'
            RequireLicenseAcceptance = $false
        }
    }
}
