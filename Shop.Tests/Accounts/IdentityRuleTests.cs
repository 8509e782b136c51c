using System.Security.Cryptography;
using System.Text;
using Shop.Account.Identities;
using Shop.Account.Members;

namespace Shop.Tests.Accounts;

/// <summary>The legal age, and the peppered hash of a CI that identifies a person.</summary>
public sealed class IdentityRuleTests
{
    private static readonly byte[] First = Encoding.UTF8.GetBytes("the first pepper, 32 bytes long.");
    private static readonly byte[] Second = Encoding.UTF8.GetBytes("a second pepper, appended to it.");

    [Theory]
    [InlineData("2007-12-31", "2026-01-01T00:00:00+09:00", true)] // The year decides, not the birthday.
    [InlineData("2007-12-31", "2025-12-31T23:59:59+09:00", false)]
    [InlineData("2007-12-31", "2025-12-31T15:00:00+00:00", true)] // The year has begun in Seoul.
    [InlineData("2007-12-31", "2025-12-31T14:59:59+00:00", false)]
    [InlineData("2008-01-01", "2026-12-31T14:59:59+00:00", false)]
    [InlineData("1960-01-01", "2026-06-01T00:00:00+00:00", true)]
    public void Adult_turns_nineteen_in_the_current_year_in_Seoul(string born, string now, bool adult) =>
        Assert.Equal(adult, LegalAge.IsReached(DateOnly.Parse(born), DateTimeOffset.Parse(now)));

    [Fact]
    public void CI_is_hashed_with_the_pepper()
    {
        var hash = new CiPepperChain([First]).Hash("ci", 1);

        Assert.Equal(HMACSHA256.HashData(First, "ci"u8), hash);
    }

    [Fact]
    public void Stored_hash_wrapped_with_a_new_pepper_equals_the_new_hash_of_the_CI()
    {
        var peppers = new CiPepperChain([First, Second]);
        var stored = new CiPepperChain([First]).Hash("ci", 1);

        Assert.Equal(peppers.Hash("ci", 2), peppers.Wrap(stored, from: 1, to: 2));
        Assert.Equal(stored, peppers.Hash("ci", 1)); // The old hash is used until the rows are wrapped.
    }

    [Fact]
    public void Fingerprints_identify_the_peppers()
    {
        var fingerprints = new CiPepperChain([First, Second]).Fingerprints;

        Assert.Equal(new CiPepperChain([First]).Fingerprints, fingerprints.Take(1));
        Assert.NotEqual(fingerprints[0], fingerprints[1]);
    }
}
