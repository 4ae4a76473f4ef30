using System.Collections.ObjectModel;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;

namespace Mycelium.Host.Hosting;

/// <content>Questions to the user, answered through standard input.</content>
internal sealed partial class ScriptHostUserInterface
{
    private readonly CancellationTokenSource _stopping = new();

    /// <summary>Ends a prompt that waits for its answer, and all later ones; any thread.</summary>
    internal void CancelPrompts() => _stopping.Cancel();

    /// <inheritdoc/>
    public override string ReadLine()
    {
        RefuseIfNonInteractive();
        // A read from a terminal can't be cancelled; it is left behind when the script was stopped.
        Task<string?> line = Task.Run(_terminal.Input.ReadLine);
        try
        {
            line.Wait(_stopping.Token);
        }
        catch (OperationCanceledException)
        {
            throw new PipelineStoppedException();
        }

        return line.Result ?? throw new HostException("Standard input ended where an answer was expected.");
    }

    /// <inheritdoc/>
    public override SecureString ReadLineAsSecureString()
    {
        var secret = new SecureString();
        foreach (char letter in _terminal.IsInputInteractive ? ReadUnseen() : ReadLine()) { secret.AppendChar(letter); }

        secret.MakeReadOnly();
        return secret;
    }

    /// <inheritdoc/>
    public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions)
    {
        RefuseIfNonInteractive();
        WriteHeading(caption, message);
        var answers = new Dictionary<string, PSObject>();
        foreach (FieldDescription field in descriptions) { answers[field.Name] = PSObject.AsPSObject(AskFor(field)); }

        return answers;
    }

    /// <inheritdoc/>
    public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice)
    {
        RefuseIfNonInteractive();
        WriteHeading(caption, message);
        string question = DescribeChoices(choices, defaultChoice);
        while (true)
        {
            Write(question);
            string answer = ReadLine().Trim();
            if (answer.Length == 0 && defaultChoice >= 0) { return defaultChoice; }

            int chosen = choices.ToList().FindIndex(choice => Names(choice, answer));
            if (chosen >= 0) { return chosen; }

            if (answer == "?") { WriteChoiceHelp(choices); }
        }
    }

    /// <inheritdoc/>
    public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName) =>
        PromptForCredential(caption, message, userName, targetName, PSCredentialTypes.Default, PSCredentialUIOptions.Default);

    /// <inheritdoc/>
    public override PSCredential PromptForCredential(
        string caption,
        string message,
        string userName,
        string targetName,
        PSCredentialTypes allowedCredentialTypes,
        PSCredentialUIOptions options)
    {
        RefuseIfNonInteractive();
        WriteHeading(caption, message);
        if (string.IsNullOrEmpty(userName))
        {
            Write("User: ");
            userName = ReadLine();
        }

        Write($"Password for user {userName}: ");
        return new PSCredential(userName, ReadLineAsSecureString());
    }

    private object AskFor(FieldDescription field)
    {
        Type type = Type.GetType(field.ParameterAssemblyFullName) ?? typeof(string);
        if (type == typeof(SecureString))
        {
            Write($"{field.Name}: ");
            return ReadLineAsSecureString();
        }

        if (!type.IsArray)
        {
            Write($"{field.Name}: ");
            return LanguagePrimitives.ConvertTo(ReadLine(), type, CultureInfo.CurrentCulture);
        }

        var items = new List<string>();
        while (true)
        {
            Write(string.Create(CultureInfo.InvariantCulture, $"{field.Name}[{items.Count}]: "));
            string item = ReadLine();
            if (item.Length == 0) { return LanguagePrimitives.ConvertTo(items.ToArray(), type, CultureInfo.CurrentCulture); }

            items.Add(item);
        }
    }

    private void WriteHeading(string? caption, string? message)
    {
        if (!string.IsNullOrEmpty(caption)) { WriteLine(Environment.NewLine + caption); }

        if (!string.IsNullOrEmpty(message)) { WriteLine(message); }
    }

    private static string DescribeChoices(Collection<ChoiceDescription> choices, int defaultChoice)
    {
        string all = string.Concat(choices.Select(choice => $"[{HotKey(choice)}] {Label(choice)}  "));
        string preset = defaultChoice >= 0 ? $" (default is \"{HotKey(choices[defaultChoice])}\")" : "";
        return $"{all}[?] Help{preset}: ";
    }

    private void WriteChoiceHelp(Collection<ChoiceDescription> choices)
    {
        foreach (ChoiceDescription choice in choices) { WriteLine($"{HotKey(choice)} - {choice.HelpMessage}"); }
    }

    private static bool Names(ChoiceDescription choice, string answer) =>
        answer.Equals(HotKey(choice), StringComparison.OrdinalIgnoreCase)
        || answer.Equals(Label(choice), StringComparison.OrdinalIgnoreCase);

    private static string Label(ChoiceDescription choice) => choice.Label.Replace("&", "", StringComparison.Ordinal);

    // The letter after the ampersand, or the whole label where there is none.
    private static string HotKey(ChoiceDescription choice)
    {
        int mark = choice.Label.IndexOf('&', StringComparison.Ordinal);
        return mark >= 0 && mark + 1 < choice.Label.Length ? choice.Label[mark + 1].ToString().ToUpperInvariant() : Label(choice);
    }

    private string ReadUnseen()
    {
        RefuseIfNonInteractive();
        var letters = new System.Text.StringBuilder();
        for (ConsoleKeyInfo key = Console.ReadKey(true); key.Key != ConsoleKey.Enter; key = Console.ReadKey(true))
        {
            if (key.Key == ConsoleKey.Backspace && letters.Length > 0) { letters.Length--; }
            else if (!char.IsControl(key.KeyChar)) { letters.Append(key.KeyChar); }
        }

        WriteLine("");
        return letters.ToString();
    }

    private void RefuseIfNonInteractive()
    {
        if (_nonInteractive)
        {
            throw new HostException("The host is in NonInteractive mode: it can't ask. Give the missing values as arguments.");
        }
    }
}
