namespace Mycelium.Host.Tests.Hosting;

public sealed class ShutdownSignalsTests
{
    [SkippableTheory]
    [InlineData(HostProcess.Interrupt, 130)]
    [InlineData(HostProcess.Terminate, 143)]
    public async Task A_signal_stops_the_script_and_finally_blocks_run(int signal, int expected)
    {
        Skip.If(OperatingSystem.IsWindows(), "Signals can't be sent to another process on Windows.");
        using HostProcess host = HostProcess.Start(
            "-Command", "try { 'ready'; Start-Sleep 600 } finally { [Console]::WriteLine('cleaned') }");
        await host.ReadUntilAsync("ready");

        host.Signal(signal);
        HostResult result = await host.WaitForExitAsync();

        Assert.Equal((expected, "ready\ncleaned\n", ""), (result.ExitCode, result.Output, result.Error));
    }

    [SkippableFact]
    public async Task A_signal_ends_a_prompt()
    {
        Skip.If(OperatingSystem.IsWindows(), "Signals can't be sent to another process on Windows.");
        using HostProcess host = HostProcess.Start("-Command", "try { 'ready'; Read-Host } finally { [Console]::WriteLine('cleaned') }");
        await host.ReadUntilAsync("ready");

        host.Signal(HostProcess.Interrupt);
        HostResult result = await host.WaitForExitAsync();

        Assert.Equal((130, "ready\ncleaned\n"), (result.ExitCode, result.Output));
    }

    [SkippableFact]
    public async Task A_signal_ends_a_loop_that_waits_for_nothing()
    {
        Skip.If(OperatingSystem.IsWindows(), "Signals can't be sent to another process on Windows.");
        using HostProcess host = HostProcess.Start("-Command", "'ready'; while ($true) { }");
        await host.ReadUntilAsync("ready");

        host.Signal(HostProcess.Interrupt);

        Assert.Equal(130, (await host.WaitForExitAsync()).ExitCode);
    }

    [SkippableFact]
    public async Task A_script_that_can_not_be_stopped_is_ended_after_a_request_to_terminate()
    {
        Skip.If(OperatingSystem.IsWindows(), "Signals can't be sent to another process on Windows.");
        using HostProcess host = HostProcess.Start("-Command", "'ready'; [Threading.Thread]::Sleep(600000)");
        await host.ReadUntilAsync("ready");

        host.Signal(HostProcess.Terminate);

        Assert.Equal(143, (await host.WaitForExitAsync()).ExitCode);
    }
}
