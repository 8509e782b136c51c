namespace Shop.Commerce.Payments;

/// <summary>Where the money of an order is.</summary>
public enum PaymentStatus
{
    /// <summary>Nothing is known to have been captured yet.</summary>
    Pending,

    /// <summary>Captured, and the order is bought with it.</summary>
    Paid,

    /// <summary>The order ended and PortOne says that nothing was captured.</summary>
    Cancelled,

    /// <summary>Captured, and the whole rest of it is owed back.</summary>
    RefundDue,

    /// <summary>All that was captured has gone back.</summary>
    Refunded,
}
