"""Writes the sample company's invoices; what it writes lies in `company_service/samples/invoices`."""
