namespace Shop.Contracts;

/// <summary>Currencies by their ISO 4217 code, as PortOne spells them.</summary>
public static class Currencies
{
    /// <summary>The currency of every price. It has no minor unit, so an amount in its minor unit is in won.</summary>
    public const string Won = "KRW";
}
