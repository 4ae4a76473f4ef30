# Runs what the test sends, one line at a time, and marks the end of each answer. Ends with its input.
$ErrorActionPreference = 'Stop'
$agentOutput = [Console]::Out
while ($null -ne ($agentLine = [Console]::In.ReadLine())) {
    try {
        . ([scriptblock]::Create($agentLine)) | ForEach-Object { $agentOutput.WriteLine([string]$_) }
        $agentOutput.WriteLine('#done')
    } catch {
        $agentText = "$($_.FullyQualifiedErrorId)`t$($_.ErrorDetails.RecommendedAction)`t$($_.Exception.Message)"
        $agentOutput.WriteLine("#error $($agentText.ReplaceLineEndings(' '))")
    }
    $agentOutput.Flush()
}
