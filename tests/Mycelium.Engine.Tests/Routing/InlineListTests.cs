using CsCheck;
using Mycelium.Engine.Routing;
using Xunit;

namespace Mycelium.Engine.Tests.Routing;

/// <summary>The list of one item or more.</summary>
public sealed class InlineListTests
{
    [Fact]
    public void It_is_a_list_whose_last_item_takes_the_place_of_a_removed_one() =>
        Gen.Int[-3, 20].Array[0, 40].Sample(steps =>
        {
            var model = new List<int>();
            InlineList<Item> list = default;
            for (int i = 0; i < steps.Length; i++)
            {
                if (steps[i] > 0 || model.Count == 0)
                {
                    model.Add(i + 1);
                    list.Add(new Item(i + 1));
                }
                else
                {
                    int index = -steps[i] % model.Count;
                    model[index] = model[^1];
                    model.RemoveAt(model.Count - 1);
                    list.RemoveAt(index);
                }

                Assert.Equal(model.Count, list.Count);
                for (int k = 0; k < model.Count; k++) { Assert.Equal(model[k], list[k].Value); }
            }
        });

    private readonly record struct Item(int Value) : IInlineItem
    {
        public bool IsPresent => Value != 0;
    }
}
