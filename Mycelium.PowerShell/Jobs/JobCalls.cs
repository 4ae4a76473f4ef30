using System.Management.Automation;

namespace Mycelium.PowerShell.Jobs;

/// <summary>Gathers the calls that a cmdlet is to make in the background: one for each item of the pipeline, or one for those that
/// differ in nothing else.</summary>
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

    /// <summary>Adds items to the last call if all its other parameters are those of now, so that one limit of time is for all of them.</summary>
    /// <param name="bound">Parameters that are bound now.</param>
    /// <param name="parameter">Which parameter takes the items.</param>
    /// <param name="items">The items; null for a call of its own, without any.</param>
    internal void Gather(IReadOnlyDictionary<string, object> bound, string parameter, string[]? items)
    {
        Dictionary<string, object> others = bound.Where(other => other.Key is not AsJob && other.Key != parameter).ToDictionary();
        if (items is not null && _calls.Count > 0 && _calls[^1].TryGetValue(parameter, out object? former)
            && Equal(others, _calls[^1].Where(other => other.Key != parameter)))
        {
            _calls[^1][parameter] = (string[])[.. (string[])former, .. items];
            return;
        }

        Add(bound);
    }

    /// <summary>Starts the job, and lists it where Get-Job looks.</summary>
    internal Job Start(PSCmdlet cmdlet)
    {
        var job = new CmdletJob(cmdlet.MyInvocation.MyCommand.Name, cmdlet.GetType(), cmdlet.MyInvocation.Line.Trim(), _calls);
        cmdlet.JobRepository.Add(job);
        job.Start();
        return job;
    }

    private static bool Equal(Dictionary<string, object> some, IEnumerable<KeyValuePair<string, object>> others) =>
        some.Count == others.Count() && others.All(other => some.TryGetValue(other.Key, out object? value) && value.Equals(other.Value));
}
