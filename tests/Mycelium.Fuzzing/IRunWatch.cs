namespace Mycelium.Fuzzing;

/// <summary>Is told of each input before and after it is run.</summary>
internal interface IRunWatch
{
    void Begin(byte[] input);

    void End();
}
