using Shop.ServiceDefaults.Data;

namespace Shop.UnitTests.Accounts;

/// <summary>The verifier that `migrate` sends instead of the login's password.</summary>
public sealed class ScramVerifierTests
{
    // What PostgreSQL stores for the password and salt of RFC 7677's example.
    private const string Pencil =
        "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:"
        + "wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=";

    [Fact]
    public void Verifier_is_the_one_that_PostgreSQL_computes() => Assert.Equal(
        Pencil, ScramVerifier.Of("pencil", Convert.FromBase64String("W22ZaJ0SNY7soEsUEjb6gQ==")));

    [Fact]
    public void Verifier_contains_neither_the_password_nor_a_quote()
    {
        var verifier = ScramVerifier.Of("o'brien");

        Assert.DoesNotContain("brien", verifier);
        Assert.DoesNotContain('\'', verifier);
        Assert.NotEqual(verifier, ScramVerifier.Of("o'brien"));
    }
}
