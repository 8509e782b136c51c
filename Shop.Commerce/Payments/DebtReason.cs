namespace Shop.Commerce.Payments;

/// <summary>Why captured money is owed back.</summary>
public enum DebtReason
{
    AmountDiffers,
    TaxFreeDiffers,
    CurrencyDiffers,
    StoreDiffers,

    /// <summary>A shopper can swap the window's channel for a test one and pay with play money.</summary>
    TestChannel,

    /// <summary>Part of it had gone back before it could buy the order.</summary>
    PartlyGivenBack,

    /// <summary>It was captured after the order had ended.</summary>
    OrderEnded,

    /// <summary>The shopper cancelled what was paid for, before it was sent.</summary>
    CancelledByShopper,

    /// <summary>The shop cancelled it, or took the goods back.</summary>
    CancelledByShop,
}
