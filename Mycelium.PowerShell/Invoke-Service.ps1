# What a service registered from pwsh runs; Register-MyceliumService writes the command line.
param([Parameter(Mandatory)] [string] $ConfigurationPath)

Import-Module ([IO.Path]::Combine($PSScriptRoot, 'Mycelium.psd1')) -ErrorAction Stop
exit [Mycelium.Engine.NodeService]::Run($ConfigurationPath)
