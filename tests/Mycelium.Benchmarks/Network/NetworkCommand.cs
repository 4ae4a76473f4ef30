namespace Mycelium.Benchmarks.Network;

/// <summary>The command <c>network</c>.</summary>
internal static class NetworkCommand
{
    private const int UsageError = 64;

    /// <param name="arguments">What follows the command; see <see cref="NetworkBenchmarkOptions"/>.</param>
    /// <returns>The exit code.</returns>
    internal static async Task<int> RunAsync(string[] arguments)
    {
        try
        {
            return await NetworkBenchmark.RunAsync(Console.Out, Console.Error, NetworkBenchmarkOptions.Parse(arguments));
        }
        catch (FormatException exception)
        {
            await Console.Error.WriteLineAsync(exception.Message);
            return UsageError;
        }
    }
}
