using System.Management.Automation;

namespace Mycelium.PowerShell.Jobs;

/// <summary>Gathers the calls that a cmdlet is to make in the background: one for each item of the pipeline.</summary>
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

    /// <summary>Starts the job, and lists it where Get-Job looks.</summary>
    internal Job Start(PSCmdlet cmdlet)
    {
        var job = new CmdletJob(cmdlet.MyInvocation.MyCommand.Name, cmdlet.GetType(), cmdlet.MyInvocation.Line.Trim(), _calls);
        cmdlet.JobRepository.Add(job);
        job.Start();
        return job;
    }
}
