using System.Management.Automation;

namespace Mycelium.PowerShell.Jobs;

/// <summary>Gathers the calls that a cmdlet is to make in the background: one for each item of the pipeline, or one for all.</summary>
internal sealed class JobCalls
{
    private const string AsJob = nameof(AsJob);

    private readonly List<Dictionary<string, object>> _calls = [];

    /// <summary>Notes the present call.</summary>
    /// <param name="bound">Parameters that are bound now.</param>
    /// <param name="changed">What the call shall have instead.</param>
    internal void Add(IReadOnlyDictionary<string, object> bound, params (string Name, object Value)[] changed)
    {
        Dictionary<string, object> call = bound.Where(parameter => parameter.Key != AsJob).ToDictionary();
        foreach ((string name, object value) in changed) { call[name] = value; }

        _calls.Add(call);
    }

    /// <summary>Adds items to the one call that is made for all.</summary>
    /// <param name="bound">Parameters that are bound now; those of the first item count.</param>
    /// <param name="parameter">Which parameter takes the items.</param>
    /// <param name="items">The items; null for none, so that the call has none either.</param>
    internal void Gather(IReadOnlyDictionary<string, object> bound, string parameter, string[]? items)
    {
        if (_calls.Count == 0) { Add(bound.Where(other => other.Key != parameter).ToDictionary()); }

        if (items is null) { return; }

        _calls[0][parameter] = _calls[0].TryGetValue(parameter, out object? former) ? (string[])[.. (string[])former, .. items] : items;
    }

    /// <summary>Starts the job, and lists it where Get-Job looks.</summary>
    internal Job Start(PSCmdlet cmdlet)
    {
        var job = new CmdletJob(cmdlet.MyInvocation.MyCommand.Name, cmdlet.GetType(), cmdlet.MyInvocation.Line.Trim(), _calls);
        cmdlet.JobRepository.Add(job);
        job.Start();
        return job;
    }
}
