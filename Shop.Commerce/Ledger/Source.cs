namespace Shop.Commerce.Ledger;

/// <summary>What caused a ledger entry or triggered a check. A report is a trigger and is never trusted.</summary>
public enum Source { Shopper, Webhook, Job, Reconciliation, Operator }
